/** Names in generated code: from names in a loss to identifiers that no JavaScript keyword, global or earlier name takes. */

const TAKEN = new Set(
  (
    "abstract arguments await boolean break byte case catch char class const continue debugger default delete do double else enum eval export extends false final " +
    "finally float for function goto if implements import in instanceof int interface let long native new null package private protected public return short static " +
    "super switch synchronized this throw throws transient true try typeof undefined var void volatile while with yield async of NaN Infinity Math Number Object Array " +
    "Float64Array Float32Array Int32Array Error TypeError RangeError globalThis window self tf"
  ).split(" "),
);

/** Members that every object has: as names of options they would be found where nobody set them. */
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));

/** A loss's name for the outside: kept as it is where JavaScript allows. */
export function publicName(name: string): string {
  return TAKEN.has(name) || INHERITED.has(name) ? `${name}_` : name;
}

export interface Scope {
  /** An identifier that reads like `wanted` and is new to this scope. */
  fresh(wanted: string): string;
}

export function createScope(taken: Iterable<string> = []): Scope {
  const used = new Set(taken);
  return {
    fresh(wanted) {
      const base = publicName(wanted.replace(/\W/g, "_"));
      let name = base;
      for (let i = 2; used.has(name); i++) name = `${base}${/\d$/.test(base) ? "_" : ""}${i}`;
      used.add(name);
      return name;
    },
  };
}

export function capitalized(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

/** `bi_tempered` becomes `biTempered`. */
export function camelCase(name: string): string {
  return name.replace(/(?<=[A-Za-z0-9])_+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
