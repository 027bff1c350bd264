/** Bundles the built executable: fewer files to open makes commands start faster; what is large stays outside, loaded when needed. */

import { chmodSync } from "node:fs";
import { build } from "esbuild";

const OUT = process.argv[2] ?? "dist/bin";

await build({
  // The programs of worker processes lie beside the executable: src/cli/workers/training.ts and src/cli/transfer/pool.ts look for them there.
  entryPoints: {
    lossc: "src/bin/lossc.ts",
    worker: "src/cli/workers/entry.ts",
    "transfer-worker": "src/cli/transfer/transfer-worker.ts",
  },
  outdir: OUT,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  minifySyntax: true,
  legalComments: "none",
  chunkNames: "chunks/[name]-[hash]",
  // Packages that are large, load other files by their own path (jsonc-parser in a way that cannot be bundled), or are optional.
  external: [
    "ts-morph",
    "wabt",
    "jsonc-parser",
    "@tensorflow/*",
    "chokidar",
    "temml",
    "vega",
    "vega-lite",
    "linkedom",
    "@resvg/*",
    "dejavu-fonts-ttf",
  ],
  banner: {
    js: 'import { createRequire as createRequireOfBundle } from "node:module"; const require = createRequireOfBundle(import.meta.url);',
  },
  logLevel: "warning",
});
chmodSync(`${OUT}/lossc.js`, 0o755);
