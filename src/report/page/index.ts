export { composePage } from "./compose.ts";
export { htmlPage } from "./html.ts";
export { type MarkdownPage, markdownPage } from "./markdown.ts";
