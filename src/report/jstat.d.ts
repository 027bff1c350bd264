/** The part of jstat that is used here; the package has no types of its own. */

declare module "jstat" {
  const jstat: {
    readonly jStat: {
      /** The regularized incomplete beta function I_x(a, b). */
      ibeta(x: number, a: number, b: number): number;
      /** Spearman's rank correlation; ties share their mean rank. */
      spearmancoeff(a: readonly number[], b: readonly number[]): number;
      readonly studentt: {
        /** The value below which a Student t variable lies with that probability. */
        inv(probability: number, degreesOfFreedom: number): number;
      };
    };
  };
  export default jstat;
}
