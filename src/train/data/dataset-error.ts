/** What is wrong with a data set's files goes in, an error that says so in words for the user comes out. */

/** A fault of files, folders, names or the network: not of lossc. */
export class DatasetError extends Error {
  override readonly name = "DatasetError";
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** The bytes of a file, unpacked if it was packed. */
export interface DataFile {
  readonly path: string;
  readonly bytes: Buffer;
  /** Offsets then are those of the unpacked data. */
  readonly packed: boolean;
}

export function damaged({ path, packed }: Omit<DataFile, "bytes">, offset: number, expected: string, found: string) {
  const place = packed ? " of the unpacked data" : "";
  return new DatasetError(`${path} is damaged: expected ${expected} at offset ${offset}${place}, found ${found}`);
}

export const END = "the end of the data";
