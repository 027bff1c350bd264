#!/usr/bin/env node
/** The executable: hands the arguments to `main` and its answer to the shell. */

import { EXIT, reasonOf } from "../cli/failure.ts";
import { main } from "../cli/main.ts";

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // A reader that closes the pipe early (`lossc show … | head`) has all it wants.
    if (error.code === "EPIPE") process.exit(EXIT.ok);
    if (stream === process.stdout) process.stderr.write(`error: cannot write standard output: ${reasonOf(error)}\n`);
    process.exit(EXIT.input);
  });
}

process.exitCode = await main(process.argv.slice(2));
