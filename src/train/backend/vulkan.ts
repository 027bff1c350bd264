/** The environment goes in; the Vulkan drivers that the loader would find on Linux come out, as paths. */

import { environment, filesIn } from "./host.ts";

/** Each names drivers, in place of the folders or beside them. */
const VARIABLES = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES", "VK_ADD_DRIVER_FILES"] as const;

const split = (list: string | undefined, otherwise: string): readonly string[] =>
  (list || otherwise).split(":").filter((path) => path !== "");

/**
 * Drivers by the loader's rules. Asked without one, the loader and Dawn write warnings into standard error that no
 * caller can catch. https://vulkan.lunarg.com/doc/sdk/latest/linux/LoaderDriverInterface.html
 */
export function vulkanDrivers(
  variables: Readonly<Record<string, string | undefined>> = environment(),
  list: (folder: string) => readonly string[] = filesIn,
): readonly string[] {
  const named = VARIABLES.flatMap((name) => split(variables[name], ""));
  if (named.length > 0) return named;
  const home = variables.HOME ?? "";
  const folders = [
    ...split(variables.XDG_CONFIG_HOME, `${home}/.config`),
    ...split(variables.XDG_CONFIG_DIRS, "/etc/xdg"),
    "/usr/local/etc",
    "/etc",
    ...split(variables.XDG_DATA_HOME, `${home}/.local/share`),
    ...split(variables.XDG_DATA_DIRS, "/usr/local/share:/usr/share"),
    "/usr/local/share",
    "/usr/share",
    "/run/opengl-driver/share",
  ].map((folder) => `${folder}/vulkan/icd.d`);
  return [...new Set(folders)].flatMap((folder) =>
    list(folder)
      .filter((file) => file.endsWith(".json"))
      .map((file) => `${folder}/${file}`),
  );
}
