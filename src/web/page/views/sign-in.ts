import { html } from "hono/html";
import type { Frame, Html } from "../frame.ts";
import { mark } from "./brand.ts";
import { layout } from "./layout.ts";

/** One field. `problem`: why the reader is still here. */
export function signInPage(frame: Frame, problem: string | null): Html {
	const texts = frame.texts.signIn;
	return layout(
		frame,
		{ title: texts.title, signedIn: false },
		html`<section class="panel sign-in">
${mark}
<h1>Sync Information</h1>
<p class="lead">${texts.lead}</p>
<form method="post" action="/sign-in">
<label for="key">${texts.key}</label>
<input id="key" name="key" type="password" autocomplete="current-password" required autofocus spellcheck="false"${
			problem ? html` aria-invalid="true" aria-describedby="problem"` : ""
		}>
${problem ? html`<p id="problem" class="problem" role="alert">${problem}</p>` : ""}
<button class="button primary">${texts.button}</button>
</form>
<p class="hint">${texts.bot}</p>
</section>`,
	);
}
