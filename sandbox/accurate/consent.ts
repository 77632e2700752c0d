import { html } from "hono/html";

export interface ConsentRequest {
	readonly clientId: string;
	readonly redirectUri: string;
	readonly state: string;
	readonly scopes: readonly string[];
	readonly company: string;
}

/** The page a person sees at each authorization; any subset of the rights may be granted (facts 1.1). */
export const consentPage = ({ clientId, redirectUri, state, scopes, company }: ConsentRequest) => html`<!doctype html>
	<html lang="id">
		<head>
			<meta charset="utf-8" />
			<meta name="viewport" content="width=device-width, initial-scale=1" />
			<title>Izin akses – Accurate Online (tiruan)</title>
			<style>
				body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 2rem auto; padding: 0 1rem; }
				fieldset { columns: 2; border: 1px solid #ccc; border-radius: 6px; }
				label { display: block; }
				button { font: inherit; padding: 0.5rem 1.5rem; margin: 1rem 0.5rem 0 0; }
			</style>
		</head>
		<body>
			<h1>Izinkan aplikasi?</h1>
			<p>Aplikasi <b>${clientId}</b> meminta akses ke data usaha <b>${company}</b>. Hilangkan centang pada hak yang tidak diberikan.</p>
			<form method="post" action="authorize">
				<input type="hidden" name="client_id" value="${clientId}" />
				<input type="hidden" name="response_type" value="code" />
				<input type="hidden" name="redirect_uri" value="${redirectUri}" />
				<input type="hidden" name="state" value="${state}" />
				<fieldset>
					<legend>Hak akses</legend>
					${scopes.map((scope) => html`<label><input type="checkbox" name="scope" value="${scope}" checked /> ${scope}</label>`)}
				</fieldset>
				<button name="decision" value="allow">Izinkan</button>
				<button name="decision" value="deny">Tolak</button>
			</form>
		</body>
	</html>`;
