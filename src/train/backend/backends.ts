/** Nothing goes in; the backends that training can run on come out, the fastest for large networks first. */

export type BackendName = "tensorflow-gpu" | "tensorflow" | "webgpu" | "wasm" | "cpu";

export interface Backend {
  readonly doc: string;
  /** What has to be installed beside lossc; nothing for what comes with it. */
  readonly packages: readonly string[];
  /** How to get it. */
  readonly remedy: string;
}

/** The order is that of preference. */
export const BACKENDS = {
  "tensorflow-gpu": {
    doc: "TensorFlow's C library on an NVIDIA GPU (CUDA)",
    packages: ["@tensorflow/tfjs-node-gpu"],
    remedy: "npm install @tensorflow/tfjs-node-gpu (Linux, CUDA 11 and cuDNN 8, Node 22 or older)",
  },
  tensorflow: {
    doc: "TensorFlow's C library on all cores",
    packages: ["@tensorflow/tfjs-node"],
    remedy: "npm install @tensorflow/tfjs-node (Node 22 or older)",
  },
  webgpu: {
    doc: "any GPU, through WebGPU (Dawn)",
    packages: ["webgpu", "@tensorflow/tfjs-backend-webgpu"],
    remedy: "npm install webgpu @tensorflow/tfjs-backend-webgpu",
  },
  wasm: {
    doc: "WebAssembly on one core; comes with lossc",
    packages: [],
    remedy: "run lossc with Node 20.19 or newer",
  },
  cpu: {
    doc: "JavaScript on one core, more than a hundred times slower than wasm; never chosen by itself",
    packages: [],
    remedy: "run lossc with Node 20.19 or newer",
  },
} as const satisfies Record<BackendName, Backend>;

export const BACKEND_NAMES = Object.keys(BACKENDS) as readonly BackendName[];

/** What is known of a backend without starting it. */
export type BackendReport = { readonly name: BackendName } & (
  | {
      readonly present: true;
      /** What it runs on, or the version of the package that it comes from. */
      readonly device: string;
      /** It is a GPU's interface on a CPU: for tests, slower than wasm. */
      readonly software: boolean;
    }
  | { readonly present: false; readonly reason: string; readonly remedy: string }
);

/** A backend was asked for that is not there, or does not start. */
export class BackendUnavailable extends Error {
  override readonly name = "BackendUnavailable";
  readonly backend: BackendName;
  readonly reason: string;
  readonly remedy: string;
  constructor(backend: BackendName, reason: string, remedy: string) {
    super(`the ${backend} backend is not available: ${reason} (${remedy})`);
    this.backend = backend;
    this.reason = reason;
    this.remedy = remedy;
  }
}

/** Whether `auto` may take it: it is there, on hardware of its own, and no last resort. */
export function isEligible(report: BackendReport): boolean {
  return report.present && !report.software && report.name !== "cpu";
}

/** What `auto` takes if everything starts that is present. */
export function bestBackend(reports: readonly BackendReport[]): BackendName {
  return BACKEND_NAMES.find((name) => reports.some((report) => report.name === name && isEligible(report))) ?? "wasm";
}
