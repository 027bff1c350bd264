/** `--watch`: a file and what is to be done with it, done now and after every change of it or of a file that it imports. */

import { watch } from "chokidar";
import { checkSource } from "../check/check-source.ts";
import { Failure, Reported } from "./failure.ts";
import { loadImport } from "./files.ts";
import { note, type OutputOptions, printJson, reportFailure } from "./output.ts";

/** The files that a source file imports, directly or through others, there or not. */
function importsOf(name: string): readonly string[] {
  const loaded = new Set<string>();
  const file = loadImport(name);
  if (file !== undefined) {
    checkSource(file, (path) => {
      loaded.add(path);
      return loadImport(path);
    });
  }
  return [...loaded];
}

/** Ends on Ctrl-C. What is wrong with the file is told, and the watching goes on. */
export async function watchFile(file: string, work: () => void, options: OutputOptions): Promise<void> {
  const attempt = (): void => {
    try {
      work();
    } catch (error) {
      if (error instanceof Failure) {
        const failure = reportFailure(error, options);
        if (options.json) printJson(failure);
      } else if (!(error instanceof Reported)) throw error;
    }
  };
  attempt();
  const watcher = watch([file, ...importsOf(file)], {
    ignoreInitial: true,
    awaitWriteFinish: { stabilityThreshold: 50, pollInterval: 10 },
  });
  try {
    await new Promise<void>((resolve, reject) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
      watcher.on("all", () => {
        try {
          attempt();
          watcher.add([...importsOf(file)]);
        } catch (error) {
          reject(error);
        }
      });
      watcher.once("ready", () => note(`watching ${file}; Ctrl-C ends`));
    });
  } finally {
    await watcher.close();
  }
}
