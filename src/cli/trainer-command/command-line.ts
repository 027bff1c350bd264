/** A command line with places in braces goes in; the shell's command line comes out, its values quoted. */

export const PLACES = ["loss", "source", "seed", "name"] as const;
export type Place = (typeof PLACES)[number];

const PATTERN = new RegExp(`(?<!\\$)\\{(${PLACES.join("|")})\\}`, "g");

/** Other braces are the shell's own, and so are those after a dollar. */
export function fillIn(command: string, values: Readonly<Record<Place, string>>): string {
  return command.replace(PATTERN, (_, place: Place) => quote(values[place]));
}

/** As one word of the POSIX shell, whatever it holds. */
export function quote(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
