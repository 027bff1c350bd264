#!/usr/bin/env node
/** The executable: hands the arguments to `main` and its answer to the shell. */

import { main } from "../cli/main.ts";

// A reader that closes the pipe early (`lossc show … | head`) has all it wants.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await main(process.argv.slice(2));
