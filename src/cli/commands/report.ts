/** `lossc report`: everything that is known of runs as one page, in HTML, Markdown or JSON. */

import { basename, dirname, extname, join } from "node:path";
import type { ReportData } from "../../report/page/data.ts";
import { commandText } from "../command-text.ts";
import { usageFailure } from "../failure.ts";
import { writeWhole } from "../files.ts";
import { note, printJson } from "../output.ts";
import { findRuns } from "../report/find-runs.ts";
import { readComparison, readElimination, readTransfer } from "../report/read-others.ts";
import { readSearch } from "../report/read-search.ts";
import { parseCount } from "../values.ts";

export interface ReportOptions {
  readonly output?: string;
  readonly title?: string;
  readonly top?: string;
  readonly json?: boolean;
}

const FORMATS = [".html", ".md", ".json"] as const;
type Format = (typeof FORMATS)[number];

const DEFAULT_OUTPUT = "report.html";
const DEFAULT_TOP = "5";

/** `version` is lossc's. */
export async function run(folders: readonly string[], options: ReportOptions, version: string): Promise<void> {
  const { output = DEFAULT_OUTPUT, json = false } = options;
  const format = formatOf(output);
  const top = parseCount(options.top ?? DEFAULT_TOP, "--top", 1, 100);
  const data = read(folders, options, { version, top });
  if (json && options.output === undefined) {
    printJson(data);
    return;
  }
  await write(data, output, format);
  if (json) printJson(data);
  else if (output !== "-") note(`${[...folders].join(", ")} -> ${output}`);
}

function formatOf(output: string): Format {
  if (output === "-") return ".html";
  const extension = extname(output).toLowerCase();
  const format = FORMATS.find((known) => known === extension || (known === ".html" && extension === ".htm"));
  if (format === undefined)
    throw usageFailure(
      `cannot write a report as ${output}`,
      "name a .html, .md or .json file, or - for HTML on standard output",
    );
  return format;
}

function read(
  folders: readonly string[],
  options: ReportOptions,
  { version, top }: { readonly version: string; readonly top: number },
): ReportData {
  const runs = findRuns(folders);
  const of = (kind: (typeof runs)[number]["kind"]): string[] =>
    runs.filter((one) => one.kind === kind).map(({ path }) => path);
  return {
    kind: "report",
    version,
    command: commandText("report", folders, options),
    title: options.title ?? "Losses found by lossc",
    searches: of("evolve").map((path) => readSearch(path, top)),
    eliminations: of("elimination").map(readElimination),
    transfers: of("transfer").map(readTransfer),
    comparisons: of("train").map(readComparison),
  };
}

async function write(data: ReportData, output: string, format: Format): Promise<void> {
  if (format === ".json") {
    writeWhole(output, `${JSON.stringify(data, null, 2)}\n`);
    return;
  }
  const { composePage, htmlPage, markdownPage } = await import("../../report/page/index.ts");
  const page = await composePage(data);
  if (format === ".html") {
    writeWhole(output, htmlPage(page));
    return;
  }
  const folder = `${basename(output, extname(output))}-figures`;
  const { text, figures } = markdownPage(page, folder);
  // The figures first: the text that shows them is there only when they are.
  for (const [name, svg] of figures) writeWhole(join(dirname(output), folder, name), svg);
  writeWhole(output, text);
}
