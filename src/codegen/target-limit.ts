/** Thrown where a target could only write absurd code for a loss; the message says which limit, and what else there is. */

export class TargetLimit extends Error {
  override readonly name = "TargetLimit";
}
