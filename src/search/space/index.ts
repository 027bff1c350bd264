export { NLFS } from "./nlfs.ts";
export { type ParsedSpace, parseSpace } from "./parse.ts";
export {
  GRAPH_MUTATIONS,
  type GraphSpace,
  type Leaf,
  type Operator,
  type Space,
  TREE_MUTATIONS,
  type TreeSpace,
} from "./space.ts";
export { type OperatorEntry, operatorOf, type SpaceTable, tableOf } from "./table.ts";
export { TREE } from "./tree.ts";
