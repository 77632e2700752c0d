import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";

/** Targets of Markdown links, without code blocks, where brackets mean something else. */
function linksIn(markdown: string): string[] {
	const prose = markdown.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "");
	return [...prose.matchAll(/\]\(([^)\s]+)[^)]*\)/g)].flatMap(([, target]) => target ?? []);
}

const isRelative = (target: string): boolean => !/^([a-z]+:|#|\/\/)/i.test(target);

/** `node links.ts`: every relative link of README.md and docs/ leads to a file. */
const documents = [
	...(existsSync("README.md") ? ["README.md"] : []),
	...(existsSync("docs") ? readdirSync("docs", { recursive: true }).map((name) => join("docs", name)) : []),
].filter((name) => name.endsWith(".md"));

const dead = documents.flatMap((document) =>
	linksIn(readFileSync(document, "utf8"))
		.filter(isRelative)
		.map((target) => decodeURI(target.replace(/#.*$/, "")))
		.filter((target) => !existsSync(join(dirname(document), target)))
		.map((target) => `${document}: ${target} is not there`),
);
for (const line of dead) process.stdout.write(`${line}\n`);
process.exit(dead.length === 0 ? 0 : 1);
