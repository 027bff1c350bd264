/** The program goes in; it comes out with the command that writes reports of runs. */

import type { Command } from "commander";
import { version } from "../version.ts";
import { examples, JSON_OPTION } from "./parts.ts";

export function addReport(program: Command): void {
  program
    .command("report")
    .argument(
      "<folders...>",
      "folders of evolve, eliminate, transfer and train runs, or folders that hold such folders",
    )
    .description("write what is known of runs as one page: formulas, figures, tables and the commands that repeat them")
    .option("-o, --output <file>", ".html, .md or .json file, - for HTML on standard output (default: report.html)")
    .option("--title <text>", "of the page (default: Losses found by lossc)")
    .option("--top <n>", "losses of each search that are shown (default: 5)")
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      examples(
        "lossc report runs/evolve-nlfs-1",
        "lossc report runs -o report.html",
        'lossc report runs/noisy runs/transfer -o report.md --title "Losses for wrong labels"',
        "lossc report runs --json",
      ),
    )
    .action(async (folders, options) => (await import("../commands/report.ts")).run(folders, options, version()));
}
