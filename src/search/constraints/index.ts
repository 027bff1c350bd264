export { createJudge, type Judge, type Judgement, type JudgeOptions } from "./judge.ts";
