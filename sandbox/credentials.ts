/** The only logins the stand-ins accept; `.dev.vars.example` carries the same values for the Worker. */
export const CREDENTIALS = {
	accurate: {
		databaseId: 1001,
		apiToken: "aat.NTA.eyJ2IjoxLCJ1Ijo3LCJkIjoxMDAxLCJhaSI6NSwiYWsiOiJsb2NhbC1hcHAiLCJhbiI6IlNpbmtyb24ifQ.local",
		signatureSecret: "local-signature-secret",
		clientId: "local-client-id",
		clientSecret: "local-client-secret",
	},
	smh: {
		apiKey: "local-smh-key",
		webhookSecret: "whsec_bG9jYWwtc21oLXdlYmhvb2stc2VjcmV0LTAwMDE=",
	},
	telegram: { botToken: "1000001:local-bot-token", botId: 1000001, botName: "Sinkron", botUsername: "sinkron_bot" },
} as const;
