/** A command's name, files and options go in; the command line that gives them comes out. */

import { quote } from "./trainer-command/command-line.ts";

/** `labelNoise` as the command line writes it: `--label-noise`. */
export const asOption = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Options in the order in which they were given. */
export function commandText(command: string, files: readonly string[], options: object): string {
  const words = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    if (value === true) return [asOption(name)];
    return [value].flat().flatMap((one) => [asOption(name), quote(String(one))]);
  });
  return ["lossc", command, ...files.map(quote), ...words].join(" ");
}
