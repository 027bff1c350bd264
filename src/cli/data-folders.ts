/** The environment goes in; the folders that may hold data sets come out, the user's own first. */

import { homedir } from "node:os";
import { join } from "node:path";

/** Where Linux distributions put data sets. */
const SYSTEM_FOLDER = "/usr/share/datasets";

/** What is fetched goes here: $LOSSC_DATA, or lossc's part of the user's cache. */
export function ownDataFolder(): string {
  const { LOSSC_DATA, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (LOSSC_DATA) return LOSSC_DATA;
  if (process.platform === "win32" && LOCALAPPDATA) return join(LOCALAPPDATA, "lossc", "datasets");
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "lossc", "datasets");
}

export function dataFolders(): readonly string[] {
  return process.platform === "linux" ? [ownDataFolder(), SYSTEM_FOLDER] : [ownDataFolder()];
}
