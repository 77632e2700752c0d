/** Where a person finds what only they know. */
const HINTS: Readonly<Record<string, string>> = {
	TELEGRAM_BOT_TOKEN: "the bot's token, from @BotFather in Telegram: /newbot, or /token for one that is there",
	TELEGRAM_ADMIN_IDS: "Telegram ids of who may use the bot, separated by commas, the owner first; @userinfobot tells yours",
	SMH_API_URL: "address of SMH's API, from SimpliDOTS",
	SMH_API_KEY: "key of SMH's API, from SimpliDOTS",
	ACCURATE_API_TOKEN: "API token (aat.…) of the company's database, made in Accurate Online for your application",
	ACCURATE_SIGNATURE_SECRET: "signature secret of the application that the API token is of, from Accurate's developer area",
	ACCURATE_CLIENT_ID: "client id of the application, from Accurate's developer area",
	ACCURATE_CLIENT_SECRET: "client secret of the application, from Accurate's developer area",
	ACCURATE_DATABASE_ID: "number of the company's database in Accurate Online",
};

export const hintOf = (name: string): string => HINTS[name] ?? "see .dev.vars.example";
