/** Where numbers come from goes in; the commands that repeat them, the versions and the machine come out as blocks. */

import type { About, Source } from "../data.ts";
import type { Block } from "../document.ts";

interface CommandLine {
  readonly what: string;
  readonly command: string;
}

export function originBlocks(
  { command, about, path }: Source,
  what: string,
  others: readonly CommandLine[] = [],
): Block[] {
  return [
    { kind: "heading", text: "To repeat the numbers" },
    {
      kind: "commands",
      commands: [...(command === null ? [] : [{ what, command }]), ...others],
    },
    ...(command === null
      ? [{ kind: "text" as const, text: ["All options of the run stand in ", { code: `${path}/config.json` }, "."] }]
      : []),
    { kind: "facts", facts: aboutFacts(about) },
  ];
}

export const aboutFacts = ({ lossc, node, platform, processor, cores }: About) => [
  { label: "Versions", text: [`lossc ${lossc}, Node ${node}`] },
  { label: "Machine", text: [`${processor}, ${cores === 1 ? "1 core" : `${cores} cores`}, ${platform}`] },
];
