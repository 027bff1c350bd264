/** The command line: from arguments to a command's run and the process's exit code. */

import { Command, CommanderError } from "commander";
import { EXIT, Failure, Reported } from "./failure.ts";
import { note, printJson, reportFailure, wantsColour } from "./output.ts";
import { addCheck, addCompile, addEval, addFmt, addPlot, addShow } from "./program/compiler.ts";
import { addEliminate } from "./program/eliminate.ts";
import { examples } from "./program/parts.ts";
import { addReport } from "./program/report.ts";
import { addEvolve, addRuns, addSpace } from "./program/search.ts";
import { addData, addDoctor, addTrain } from "./program/training.ts";
import { addTransfer } from "./program/transfer.ts";
import { version } from "./version.ts";

/** With `quiet`, what is wrong with the arguments is left to the error that is thrown. */
export function createProgram(quiet = false): Command {
  const program = new Command("lossc")
    .description("A language, a compiler and an evolutionary search for loss functions.")
    .version(version(), "-V, --version")
    .showHelpAfterError("(lossc --help lists the commands)")
    .configureOutput({
      getOutHasColors: () => wantsColour(process.stdout),
      getErrHasColors: () => wantsColour(process.stderr),
      ...(quiet ? { writeErr: () => {} } : {}),
    })
    .exitOverride();
  for (const add of [
    addCompile,
    addCheck,
    addFmt,
    addShow,
    addEval,
    addPlot,
    addTrain,
    addEvolve,
    addEliminate,
    addTransfer,
    addReport,
    addRuns,
    addSpace,
    addData,
    addDoctor,
  ])
    add(program);
  for (const command of program.commands) command.exitOverride();
  program.addHelpText(
    "after",
    examples("lossc compile focal.loss -o focal.ts", "lossc show focal.loss", "lossc plot focal.loss"),
  );
  return program;
}

/** Every way a command can end, as an exit code; what is left to say is said. */
function exitCodeOf(error: unknown, json: boolean): number {
  if (error instanceof Reported) return EXIT.input;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok;
    if (json) printJson({ error: { message: error.message.replace(/^error: /, "") } });
    return EXIT.usage;
  }
  if (error instanceof Failure) {
    const failure = reportFailure(error, { json });
    if (json) printJson(failure);
    return error.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (json) printJson({ error: { message: `lossc has failed: ${message}` } });
  note(
    `lossc has failed; this is a bug in lossc, please report it.\n${error instanceof Error ? (error.stack ?? message) : message}`,
  );
  return EXIT.bug;
}

/** Runs lossc with the arguments after its name; gives the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const json = args.includes("--json");
  try {
    await createProgram(json).parseAsync(args, { from: "user" });
    return EXIT.ok;
  } catch (error) {
    return exitCodeOf(error, json);
  }
}
