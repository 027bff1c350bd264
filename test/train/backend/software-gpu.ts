/** Nothing goes in; WebGPU on software Vulkan comes out for a test file, or the reason why it cannot be had here. */

import { existsSync } from "node:fs";
import { probeWebGpu } from "../../../src/train/backend/webgpu.ts";

/** Chromium's software Vulkan, where Debian's package puts it. */
export const SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json";

/** For this process before Dawn is loaded, and for the processes that it starts. A driver that is set stays. */
export function chooseSoftwareVulkan(): void {
  if (existsSync(SWIFTSHADER)) process.env.VK_ICD_FILENAMES ??= SWIFTSHADER;
}

/** Why there is no WebGPU; nothing if there is. Debian's packages chromium and libvulkan1 give it. */
export async function whyNoGpu(): Promise<string | undefined> {
  chooseSoftwareVulkan();
  const report = await probeWebGpu();
  if (report.present) return undefined;
  const reason = `no WebGPU: ${report.reason} (for the tests: apt-get install chromium libvulkan1)`;
  console.warn(`skipped: ${reason}`);
  return reason;
}
