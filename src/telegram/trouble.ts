import { SystemError } from "../domain/errors.ts";
import { quotaFull } from "../store/quota.ts";
import { type Html, html, lines } from "./html.ts";
import type { Texts } from "./texts.ts";

/** What an admin is told when something could not be done. Errors of our own code are not theirs to read. */
export function troubleText(error: unknown, texts: Texts): Html {
	if (quotaFull(error)) return lines([texts.trouble.quota]);
	if (!(error instanceof SystemError)) return lines([texts.trouble.general]);
	if (error.kind !== "not_configured") return lines([texts.trouble.notDone(error.message)]);
	return lines([texts.trouble.notConfigured, html`<code>${error.message}</code>`, texts.trouble.notConfiguredNext]);
}
