/** What the descriptions of several commands share. */

export const LOSS_OPTION = ["--loss <name>", "the loss, where the file has several"] as const;
export const JSON_OPTION = ["--json", "print JSON"] as const;

/** Text after the options of a command's help. */
export const examples = (...lines: string[]): string => `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}\n`;

/** An option that may be given several times. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
