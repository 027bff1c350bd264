import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  BACKEND_NAMES,
  BACKENDS,
  type BackendName,
  type BackendReport,
  BackendUnavailable,
  bestBackend,
  probeBackends,
  useBackend,
} from "../../../src/train/backend/index.ts";
import { probeTensorFlow } from "../../../src/train/backend/tensorflow.ts";
import { vulkanDrivers } from "../../../src/train/backend/vulkan.ts";
import { reportOn } from "../../../src/train/backend/webgpu.ts";

const there = (name: BackendName, software = false): BackendReport => ({
  name,
  present: true,
  device: "some",
  software,
});
const absent = (name: BackendName): BackendReport => ({ name, present: false, reason: "none", remedy: "get it" });

/** A folder with packages as npm would install them; gives the address of a file beside them. */
function installation(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "lossc backends é-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, "node_modules", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return pathToFileURL(join(folder, "index.js")).href;
}

test("every backend is reported on, in the list's order", async () => {
  const reports = await probeBackends();
  expect(reports.map(({ name }) => name)).toEqual(BACKEND_NAMES);
  expect(BACKEND_NAMES).toEqual(["tensorflow-gpu", "tensorflow", "webgpu", "wasm", "cpu"]);
  for (const report of reports) {
    if (report.present) expect(report.device).not.toBe("");
    else expect([report.reason, report.remedy]).not.toContain("");
  }
  expect(reports.find(({ name }) => name === "wasm")).toMatchObject({ present: true, software: false });
});

test("the remedy of each optional backend installs its packages", () => {
  for (const { packages, remedy } of Object.values(BACKENDS))
    for (const name of packages) expect(remedy).toContain(name);
});

describe("the best backend", () => {
  test.each<[string, BackendReport[], BackendName]>([
    ["nothing but lossc", [absent("webgpu"), there("wasm"), there("cpu")], "wasm"],
    ["a GPU", [there("webgpu"), there("wasm"), there("cpu")], "webgpu"],
    ["a GPU in software", [there("webgpu", true), there("wasm"), there("cpu")], "wasm"],
    ["the list's order, not the reports'", [there("webgpu"), there("tensorflow"), there("wasm")], "tensorflow"],
    ["everything", BACKEND_NAMES.map((name) => there(name)), "tensorflow-gpu"],
    ["pure JavaScript is no choice", [there("cpu")], "wasm"],
  ])("%s", (_, reports, expected) => {
    expect(bestBackend(reports)).toBe(expected);
  });
});

describe("useBackend", () => {
  test("a missing one is an error with its remedy, and the one in use stays", async ({ skip }) => {
    const reports = await probeBackends();
    const missing = reports.find(({ present }) => !present);
    skip(missing === undefined, "every backend is present here");
    if (missing === undefined || missing.present) return;
    await useBackend("cpu");
    const error = await useBackend(missing.name).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BackendUnavailable);
    expect(error).toMatchObject({ backend: missing.name, reason: missing.reason, remedy: missing.remedy });
    expect(String(error)).toContain(missing.remedy);
    expect(tf.getBackend()).toBe("cpu");
  });

  test("a name that is not in the list is a RangeError", async () => {
    await expect(useBackend("toString" as BackendName)).rejects.toThrow("there is no backend toString");
  });

  test("auto selects what the reports name best", async () => {
    const best = bestBackend(await probeBackends());
    expect(await useBackend("auto")).toBe(best);
    if (best === "wasm") expect(tf.getBackend()).toBe("wasm");
  });
});

describe("TensorFlow's packages, found without loading them", () => {
  const manifest = (name: string) => ({ [`${name}/package.json`]: `{"name": "${name}", "version": "4.22.0"}` });
  const NODE = "@tensorflow/tfjs-node";
  const GPU = "@tensorflow/tfjs-node-gpu";
  const complete = (name: string) => ({ ...manifest(name), [`${name}/lib/napi-v8/tfjs_binding.node`]: "" });

  test("installed: present, with its version", () => {
    const from = installation({ ...complete(NODE), ...complete(GPU) });
    expect(probeTensorFlow("tensorflow", from, [22, 1, 0])).toMatchObject({ present: true, device: `${NODE} 4.22.0` });
    expect(probeTensorFlow("tensorflow-gpu", from, [20, 19, 0])).toMatchObject({
      present: true,
      device: `${GPU} 4.22.0`,
    });
  });

  test.each([
    ["not installed", {}, [20, 19, 0], "is not installed", `npm install ${NODE}`],
    ["on a Node that it breaks on", complete(NODE), [23, 0, 0], "breaks on Node 23 and later", "Node 22"],
    ["without its compiled part", manifest(NODE), [20, 19, 0], "without its compiled part", `npm rebuild ${NODE}`],
  ])("%s: missing, with the reason", (_, files, version, reason, remedy) => {
    expect(probeTensorFlow("tensorflow", installation(files), version)).toMatchObject({
      present: false,
      reason: expect.stringContaining(reason),
      remedy: expect.stringContaining(remedy),
    });
  });
});

describe("an adapter of the CPU is told from a GPU", () => {
  const info = (description: string, vendor = "", architecture = "") => ({
    vendor,
    architecture,
    device: "",
    description,
  });
  test.each([
    [info("SwiftShader driver 5.0.0", "google", "swiftshader"), true],
    [info("llvmpipe (LLVM 15.0.6, 256 bits)", "mesa"), true],
    [info("Microsoft Basic Render Driver", "microsoft"), true],
    [info("NVIDIA H100 PCIe", "nvidia", "hopper"), false],
    [info("", "apple", "common-3"), false],
    [{ ...info("Anything"), isFallbackAdapter: true }, true],
  ])("%j: %s", (adapter, software) => {
    const report = reportOn(adapter);
    expect(report).toMatchObject({ present: true, software });
    expect(report.present && report.device).not.toBe("");
  });
});

describe("Vulkan drivers on Linux", () => {
  const folders: Readonly<Record<string, readonly string[]>> = {
    "/usr/share/vulkan/icd.d": ["nvidia_icd.json", "README"],
    "/opt/share/vulkan/icd.d": ["lvp_icd.x86_64.json"],
  };
  const list = (folder: string) => folders[folder] ?? [];

  test.each([
    [{}, ["/usr/share/vulkan/icd.d/nvidia_icd.json"]],
    [{ VK_ICD_FILENAMES: "/a.json:/b.json" }, ["/a.json", "/b.json"]],
    [
      { XDG_DATA_DIRS: "/opt/share" },
      ["/opt/share/vulkan/icd.d/lvp_icd.x86_64.json", "/usr/share/vulkan/icd.d/nvidia_icd.json"],
    ],
  ])("%j", (variables, expected) => {
    expect(vulkanDrivers(variables, list)).toEqual(expected);
  });

  test("none", () => {
    expect(vulkanDrivers({ HOME: "/home/a" }, () => [])).toEqual([]);
  });
});
