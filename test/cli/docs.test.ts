/** The sessions in docs/cli.md: every `$ lossc` line is run, and what it prints is what the page shows. */

import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createProgram } from "../../src/cli/main.ts";
import { EXAMPLES, losscOnScreen, ROOT, scratchFolder } from "./run.ts";

const PAGE = join(ROOT, "docs", "cli.md");
const SESSION = /^```console\n(.*?)^```$/gms;
const SHOW_CODE = "; echo $?";

async function session(commands: readonly string[]): Promise<string> {
  let text = "";
  for (const command of commands) {
    const line = command.endsWith(SHOW_CODE) ? command.slice(0, -SHOW_CODE.length) : command;
    const { code, screen } = await losscOnScreen(line.split(" ").slice(2));
    text += `${command}\n${screen}${line === command ? "" : `${code}\n`}`;
  }
  return text;
}

/** `vitest -u` writes the page anew. */
test("what the page shows is what lossc prints", async () => {
  const page = readFileSync(PAGE, "utf8");
  const folder = scratchFolder();
  cpSync(EXAMPLES, folder, { recursive: true });
  const before = process.cwd();
  onTestFinished(() => process.chdir(before));
  process.chdir(folder);
  let actual = "";
  let end = 0;
  for (const match of page.matchAll(SESSION)) {
    const commands = match[1].split("\n").filter((line) => line.startsWith("$ lossc "));
    actual += `${page.slice(end, match.index)}\`\`\`console\n${await session(commands)}\`\`\``;
    end = match.index + match[0].length;
  }
  await expect(actual + page.slice(end)).toMatchFileSnapshot(PAGE);
});

test("the page has a section with a session for every command", () => {
  const page = readFileSync(PAGE, "utf8");
  for (const { name } of createProgram().commands.map((command) => ({ name: command.name() }))) {
    expect(page).toContain(`\n## ${name}\n`);
    expect(page).toMatch(new RegExp(`^\\$ lossc ${name} `, "m"));
  }
});
