import type { Deployment, Script, Version } from "./state.ts";

/** A version without its code, and without the values of its secrets: nobody gets those back. */
export const versionView = (version: Version) => ({
	id: version.id,
	number: version.number,
	metadata: {
		created_on: version.createdOn,
		modified_on: version.createdOn,
		source: "wrangler",
		author_id: "0",
		author_email: "trial@example.com",
		has_preview: false,
		hasPreview: false,
	},
	annotations: {},
	startup_time_ms: 1,
	resources: {
		script: { etag: version.id.replaceAll("-", ""), handlers: ["fetch", "queue", "scheduled"], last_deployed_from: "wrangler" },
		script_runtime: { compatibility_date: version.compatibilityDate, compatibility_flags: version.compatibilityFlags },
		bindings: bindingViews(version),
	},
});

export const bindingViews = ({ bindings }: Version) =>
	bindings.map((binding) => (binding.type === "secret_text" ? { name: binding.name, type: binding.type } : binding));

export const deploymentView = ({ id, createdOn, versionId, message }: Deployment) => ({
	id,
	created_on: createdOn,
	source: "wrangler",
	strategy: "percentage",
	author_email: "trial@example.com",
	annotations: { "workers/message": message, "workers/triggered_by": "deployment" },
	versions: [{ version_id: versionId, percentage: 100 }],
});

export const serviceView = (script: Script) => ({
	id: script.name,
	default_environment: {
		environment: "production",
		script: {
			id: script.name,
			tag: script.name,
			tags: [],
			last_deployed_from: "wrangler",
			...(script.migrationTag === null ? {} : { migration_tag: script.migrationTag }),
		},
	},
});
