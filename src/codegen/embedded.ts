/** From the names of embedded functions to their sources and those of all that they call, in an order that defines before use. */

export type SourceTable = Readonly<Record<string, { readonly source: string; readonly requires: readonly string[] }>>;

export function sourcesOf(names: Iterable<string>, table: SourceTable): Map<string, string> {
  const entered = new Set<string>();
  const sources = new Map<string, string>();
  const add = (name: string): void => {
    if (entered.has(name)) return;
    entered.add(name);
    table[name].requires.forEach(add);
    sources.set(name, table[name].source);
  };
  for (const name of names) add(name);
  return sources;
}

/** The names in a table that some text calls. */
export function calledIn(text: string, table: SourceTable): string[] {
  const called = new Set(Array.from(text.matchAll(/\b(\w+)\(/g), ([, name]) => name));
  return Object.keys(table).filter((name) => called.has(name));
}
