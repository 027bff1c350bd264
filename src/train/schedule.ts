/** The number of a training step goes in, its learning rate comes out. */

/** `step` counts from 0 and stays below `steps`. */
export type Schedule = (step: number, steps: number) => number;

/**
 * Up in a straight line to `peak` over the first `warmUp` part of the steps, then down to 0 along half a cosine. The
 * rate is taken at the end of the warm-up step and at the start of the decay step, so no step has a rate of 0.
 */
export function warmUpCosine(peak: number, warmUp = 0.1): Schedule {
  return (step, steps) => {
    const rising = Math.round(warmUp * steps);
    if (step < rising) return (peak * (step + 1)) / rising;
    return (peak / 2) * (1 + Math.cos((Math.PI * (step - rising)) / (steps - rising)));
  };
}
