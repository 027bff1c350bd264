/** What a report tells goes in; its page comes out, whatever it is then written in. */

import type { ReportData } from "./data.ts";
import type { Page, Section } from "./document.ts";
import { countText, plural } from "./numbers.ts";
import { comparisonSection } from "./sections/comparison.ts";
import { eliminationSection } from "./sections/elimination.ts";
import { searchSection } from "./sections/search.ts";
import { transferSection } from "./sections/transfer.ts";

/** The results first that matter most: what was shown on the test part, then how it was found. */
export async function composePage(data: ReportData): Promise<Page> {
  const sections: Section[] = [];
  for (const [i, transfer] of data.transfers.entries()) sections.push(await transferSection(transfer, i));
  for (const [i, elimination] of data.eliminations.entries()) sections.push(await eliminationSection(elimination, i));
  for (const [i, search] of data.searches.entries()) sections.push(await searchSection(search, i));
  for (const [i, comparison] of data.comparisons.entries()) sections.push(await comparisonSection(comparison, i));
  const candidates = data.searches.reduce((sum, { evaluations }) => sum + evaluations, 0);
  const parts = [
    data.searches.length > 0
      ? `${plural(data.searches.length, "search", "searches")} of ${countText(candidates)} candidates`
      : "",
    data.eliminations.length > 0 ? plural(data.eliminations.length, "elimination") : "",
    data.transfers.length > 0 ? `${plural(data.transfers.length, "transfer")} to other models and data` : "",
    data.comparisons.length > 0 ? `${plural(data.comparisons.length, "comparison")} by training` : "",
  ].filter((part) => part !== "");
  return {
    title: data.title,
    lead: [`${parts.join(", ")}. Written by lossc ${data.version}; to write this page again: `, { code: data.command }],
    sections,
  };
}
