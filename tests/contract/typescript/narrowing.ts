// What must compile and what must not. Each line under `@ts-expect-error` is refused by the compiler, or it is one itself.
import type { components, paths } from "./formulary";

type Schemas = components["schemas"];
type Page = Schemas["Page"];
type Block = Schemas["DrugPageSchema"]["body"][number];
type Found = paths["/api/v2/pages/by-path/"]["get"]["responses"][200]["content"]["application/json"];
type Query = paths["/api/v2/pages/by-path/"]["get"]["parameters"]["query"];
type Problem = paths["/api/v2/pages/{id}/"]["get"]["responses"][404]["content"]["application/problem+json"];

export function ofPage(page: Page): string | null {
  // @ts-expect-error Not every page has a medicine.
  page.medicine;
  // Every page has these.
  const shared: [number, string, string] = [page.id, page.title, page.path];
  if (page.type === "medications.DrugPage") {
    // @ts-expect-error It has no steps: they are a guide's.
    page.steps;
    // @ts-expect-error There may be no medicine.
    page.medicine.name;
    const audience: "adult" | "child" | "all" = page.audience;
    return page.medicine?.name ?? `${audience}${shared[1]}`;
  }
  // @ts-expect-error There is no such type.
  if (page.type === "medications.DrugPages") return null;
  return null;
}

export function ofEveryPage(page: Page): string {
  switch (page.type) {
    case "home.HomePage":
    case "home.StandardPage":
    case "medications.ArticleIndexPage":
    case "medications.ArticlePage":
    case "medications.DrugPage":
    case "medications.GuideIndexPage":
    case "medications.HowToGuidePage":
    case "medications.MedicationIndexPage":
    case "medications.TopicHubPage":
    case "medications.TopicIndexPage":
      return page.title;
    default: {
      const none: never = page; // no type was forgotten
      return none;
    }
  }
}

export function ofBlock(block: Block): string {
  // @ts-expect-error What a value is made of depends on the type.
  block.value.heading;
  switch (block.type) {
    case "paragraph": {
      const html: string = block.value;
      return html;
    }
    case "section": {
      // @ts-expect-error A section has a heading, no title.
      block.value.title;
      const inner = block.value.content[0];
      // One level down, narrowing goes on.
      if (inner?.type === "quote") {
        // @ts-expect-error A quote asks nothing.
        inner.value.question;
        return inner.value.text;
      }
      return `${block.value.heading_level + 1} ${block.value.anchor}`;
    }
    case "image": {
      // @ts-expect-error Numbers are numbers.
      const width: string = block.value.image?.width;
      return width;
    }
    default:
      return block.id;
  }
}

export function ofAddress(found: Found): string {
  if ("redirect" in found) return found.redirect.to;
  return ofPage(found) ?? "";
}

export function ofEntity(entity: Schemas["Entity"]): string {
  if (entity.kind === "medicine") return entity.name;
  // @ts-expect-error Only medicines are brands of another.
  entity.brand_of;
  return entity.slug;
}

export const query: Query = { path: "/", rich_text_format: "html" };
// @ts-expect-error `path` has to be there.
export const noQuery: Query = {};
// @ts-expect-error A parameter that is misspelt.
export const misspelt: Query = { path: "/", feilds: "*" };

export const of404 = (problem: Problem): [number, string] => [problem.status, problem.detail];
