import { html } from "hono/html";

const COMMANDS = [
	["/sinkron", "/sinkron"],
	["/info", "/info"],
	["/karyawan ", "/karyawan …"],
	["/bantuan", "/bantuan"],
] as const;

const ARROWS = "M4 12a8 8 0 0 1 13.7-5.6M20 12a8 8 0 0 1-13.7 5.6M18 2.5v4.2h-4.2M6 21.5v-4.2h4.2";
const ICONS = {
	chat: "M4 4h16a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H9l-5 4V5a1 1 0 0 1 1-1z",
	list: "M4 6h16M4 12h16M4 18h10",
	send: "M3 11.5 21 3l-6.5 18-3.2-7.3z",
};
const icon = (path: string, name = "line") =>
	html`<svg class="icon ${name}" viewBox="0 0 24 24" aria-hidden="true"><path d="${path}" /></svg>`;

const header = html`<header class="top">
	<div class="brand">
		<span class="logo">${icon(ARROWS)}</span>
		<h1>Sinkron <span>— tempat mencoba</span></h1>
	</div>
	<p class="note">SMH, Accurate Online, dan Telegram di sini hanya tiruan. Ubah apa saja: tidak ada akun sungguhan yang tersentuh.</p>
	<div class="scenario">
		<label><span>Skenario</span>
			<select id="scenario">
				<option value="panduan">Panduan</option>
				<option value="empty">Kosong</option>
				<option value="generated">Data buatan</option>
			</select>
		</label>
		<button type="button" id="reset" class="button">Muat…</button>
	</div>
	<a id="sync-information" class="button primary" target="_blank" rel="noopener" hidden>Sync Information ↗</a>
</header>`;

const chat = html`<section id="chat-column" class="column chat" aria-label="Percakapan dengan bot" data-person="7">
	<header class="chat-head">
		<span class="avatar" aria-hidden="true">${icon(ARROWS)}</span>
		<div><h2>Sinkron</h2><p id="bot-status" role="status">bot</p></div>
		<fieldset class="people">
			<legend class="visually-hidden">Siapa yang menulis</legend>
			<label><input type="radio" name="person" value="7" checked /><span>Ani <small>admin</small></span></label>
			<label><input type="radio" name="person" value="99" /><span>Orang Asing</span></label>
		</fieldset>
	</header>
	<div class="log-frame">
		<div id="chat-log" class="log" role="log" aria-live="polite" aria-label="Pesan" tabindex="0"></div>
		<div id="chat-empty" class="empty">
			<p class="for-admin"><strong>Belum ada percakapan.</strong> Kirim <em>/sinkron</em> untuk menyamakan kedua sistem, atau <em>/bantuan</em> untuk melihat semuanya.</p>
			<p class="for-stranger"><strong>Orang Asing tidak terdaftar.</strong> Bot tidak menjawab orang yang tidak dikenalnya.</p>
		</div>
	</div>
	<div class="commands">${COMMANDS.map(
		([command, label]) => html`<button type="button" data-command="${command}">${label}</button>`,
	)}</div>
	<form id="chat-form" class="compose" autocomplete="off">
		<label class="visually-hidden" for="chat-input">Pesan untuk bot</label>
		<input id="chat-input" type="text" maxlength="4096" placeholder="Tulis pesan atau perintah" enterkeyhint="send" />
		<button type="submit" class="send" aria-label="Kirim">${icon(ICONS.send, "solid")}</button>
	</form>
</section>`;

const views = html`<nav class="views" aria-label="Bagian">
	<button type="button" data-view="chat" aria-current="true">${icon(ICONS.chat)}Chat</button>
	<button type="button" data-view="smh" aria-current="false">${icon(ICONS.list)}SMH</button>
	<button type="button" data-view="accurate" aria-current="false">${icon(ICONS.list)}Accurate</button>
</nav>`;

/** The page without any data: the scripts fill it in, as text. */
export const document = html`<!doctype html>
<html lang="id">
<head>
	<meta charset="utf-8" />
	<meta name="viewport" content="width=device-width, initial-scale=1" />
	<meta name="color-scheme" content="light dark" />
	<title>Sinkron — tempat mencoba</title>
	<link rel="icon" href="data:," />
	<link rel="stylesheet" href="/page/style.css" />
	<script type="module" src="/page/app.js"></script>
</head>
<body data-view="chat">
	${header}
	<main>
		${chat}
		<section id="smh-column" class="column panel smh" aria-label="SMH"></section>
		<section id="accurate-column" class="column panel accurate" aria-label="Accurate Online"></section>
	</main>
	${views}
	<dialog id="dialog"></dialog>
	<div id="toasts" class="toasts"></div>
</body>
</html>`;
