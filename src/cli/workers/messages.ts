/** What a pool and its worker processes tell each other, in structured clones: NaN and infinities survive. */

export type ToWorker<Input> =
  | { readonly kind: "run"; readonly id: number; readonly input: Input }
  | { readonly kind: "abort"; readonly id: number };

export type FromWorker<Update, Output> =
  | { readonly kind: "update"; readonly id: number; readonly update: Update }
  | { readonly kind: "done"; readonly id: number; readonly output: Output }
  | { readonly kind: "failed"; readonly id: number; readonly error: PlainError };

/** An error as it crosses the border between two processes. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
}

export function plainError(error: unknown): PlainError {
  if (error instanceof Error) return { name: error.name, message: error.message, stack: error.stack };
  return { name: "Error", message: String(error), stack: undefined };
}

export function revivedError({ name, message, stack }: PlainError): Error {
  const error = new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
