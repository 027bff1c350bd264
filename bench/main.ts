/** `npm run bench [-- NAME...] [--quick] [--json]`: measures lossc beside its peers in one run and prints the ratios. */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { COLD_START } from "./cold-start.ts";
import { EMIT } from "./emit.ts";
import { FRONT_END } from "./front-end.ts";
import { KERNELS } from "./kernels.ts";
import type { Group } from "./result.ts";
import { SEARCH } from "./search.ts";
import { SEARCH_COST } from "./search-cost.ts";
import { SEARCH_TRAINED } from "./search-trained.ts";
import { jsonOf, tableOf } from "./table.ts";
import { TRAINING } from "./training.ts";

const GROUPS: readonly Group[] = [FRONT_END, EMIT, KERNELS, TRAINING, SEARCH, SEARCH_COST, SEARCH_TRAINED, COLD_START];

const USAGE = `npm run bench [-- NAME...] [--quick] [--json]
NAME is a group (${GROUPS.map(({ name }) => name).join(", ")}) or a part of a row's name.
`;

/** The rows of each group that the names ask for; all of them without names. */
function select(names: readonly string[]): { group: Group; rows: readonly string[] }[] {
  const groups = GROUPS.filter(({ name }) => names.includes(name));
  const parts = names.filter((name) => groups.every((group) => group.name !== name));
  return (groups.length > 0 ? groups : GROUPS)
    .map((group) => ({
      group,
      rows: group.rows.filter((row) => parts.length === 0 || parts.some((part) => row.includes(part))),
    }))
    .filter(({ rows }) => rows.length > 0);
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

function machine(): { cpu: string; cores: number; node: string; load: number } {
  const cores = cpus();
  return { cpu: cores[0]?.model.trim() ?? "unknown", cores: cores.length, node: process.version, load: loadavg()[0] };
}

async function main(): Promise<number> {
  const options = { json: { type: "boolean" }, quick: { type: "boolean" }, help: { type: "boolean" } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const selected = select(positionals);
  if (values.help || selected.length === 0) {
    process.stdout.write(USAGE);
    return values.help ? 0 : 2;
  }
  const { cpu, cores, node, load } = machine();
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ machine: { cpu, cores, node, load } })}\n`
      : `${cpu}, ${cores} cores, Node ${node}, load average ${load.toFixed(2)}\nLower is better; a ratio above 1 is slower than what it is divided by.\n`,
  );
  // Below node_modules, so that what is put there finds the project's packages.
  const cache = fileURLToPath(new URL("../node_modules/.cache/", import.meta.url));
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "lossc-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  for (const { group, rows } of selected) {
    if (!values.json) process.stdout.write(`\n== ${group.name} ==\n`);
    const context = {
      effort: values.quick ? 0.1 : 1,
      folder,
      progress: (text: string) => progress(`${group.name}: ${text}`),
    };
    for await (const row of group.run(rows, context)) {
      progress("");
      process.stdout.write(values.json ? `${jsonOf(row)}\n` : `\n${tableOf(row)}\n`);
    }
  }
  return 0;
}

process.exitCode = await main();
