export { type Decoded, decodeJournal, type Journal } from "./decode.ts";
export { encodeEntry, withoutTimes } from "./encode.ts";
export {
  type Entry,
  FORMAT,
  type Header,
  type IndividualEntry,
  type RescoreEntry,
  type RungEntry,
  type Times,
} from "./entry.ts";
export { replay } from "./replay.ts";
