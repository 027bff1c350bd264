/** Generated TypeScript goes in; the module it makes comes out, run in this process. */

import { transformSync } from "esbuild";

/** `modules` are what the text may import, by name. */
export function loadGenerated<Exports>(text: string, modules: Readonly<Record<string, unknown>> = {}): Exports {
  const { code } = transformSync(text, { loader: "ts", format: "cjs", target: "es2022" });
  const module = { exports: {} };
  const require = (name: string): unknown => {
    if (!Object.hasOwn(modules, name)) throw new Error(`generated code imports ${name}`);
    return modules[name];
  };
  new Function("module", "exports", "require", code)(module, module.exports, require);
  return module.exports as Exports;
}
