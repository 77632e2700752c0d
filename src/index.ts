import { DurableObject } from "cloudflare:workers";

export class Coordinator extends DurableObject<Env> {}

export default {
	fetch: () => new Response("Sinkron"),
} satisfies ExportedHandler<Env>;
