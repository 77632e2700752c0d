import { Hono } from "hono";
import { z } from "zod";
import { answer, noWorker, Refusal } from "./answer.ts";
import type { Runtime } from "./runtime.ts";
import { type Account, runningVersion, type Script, type Version } from "./state.ts";
import { readUpload, resolveBindings } from "./upload.ts";
import { bindingViews, deploymentView, versionView } from "./views.ts";

const deploymentBody = z.object({
	versions: z.array(z.object({ version_id: z.string(), percentage: z.literal(100) })).length(1),
	annotations: z.object({ "workers/message": z.string().optional() }).optional(),
});

/** Workers by their names: uploads, versions, which of them is deployed, and what they are bound to. */
export function scriptRoutes(account: Account, runtime: Runtime): Hono {
	const known = (name: string): Script | undefined => account.scripts.find((each) => each.name === name);
	const find = (name: string): Script => {
		const found = known(name);
		if (found === undefined) throw noWorker();
		return found;
	};
	const running = (script: Script): Version => {
		const version = runningVersion(script);
		if (version === undefined) throw noWorker();
		return version;
	};

	async function addVersion(name: string, form: FormData): Promise<{ script: Script; version: Version }> {
		const { metadata, modules } = await readUpload(form);
		const before = known(name);
		const bindings = resolveBindings(account, before, metadata);
		const script: Script = before ?? {
			...{ name, versions: [], deployments: [], migrationTag: null, onWorkersDev: false, schedules: [] },
			...{ observability: null, placement: null },
		};
		const added = metadata.migrations?.steps.flatMap((step) => step.new_sqlite_classes ?? []) ?? [];
		const version: Version = {
			id: crypto.randomUUID(),
			number: script.versions.length + 1,
			createdOn: new Date().toISOString(),
			mainModule: metadata.main_module,
			modules,
			compatibilityDate: metadata.compatibility_date,
			compatibilityFlags: metadata.compatibility_flags,
			bindings,
			sqliteClasses: [...(script.versions.at(-1)?.sqliteClasses ?? []), ...added],
		};
		script.versions.push(version);
		script.migrationTag = metadata.migrations?.new_tag ?? script.migrationTag;
		script.observability = metadata.observability ?? script.observability;
		script.placement = metadata.placement ?? null;
		if (before === undefined) account.scripts.push(script);
		return { script, version };
	}
	async function run(script: Script, version: Version, message: string) {
		const deployment = { id: crypto.randomUUID(), createdOn: new Date().toISOString(), versionId: version.id, message };
		script.deployments.push(deployment);
		await runtime.apply();
		return deployment;
	}

	return new Hono()
		.put("/:name", async (c) => {
			const { script, version } = await addVersion(c.req.param("name"), await c.req.formData());
			await run(script, version, "Upload");
			return answer(c, { id: script.name, etag: version.id, deployment_id: version.id.replaceAll("-", ""), startup_time_ms: 1 });
		})
		.post("/:name/versions", async (c) => {
			find(c.req.param("name"));
			return answer(c, versionView((await addVersion(c.req.param("name"), await c.req.formData())).version));
		})
		.get("/:name/versions", (c) => answer(c, { items: find(c.req.param("name")).versions.toReversed().map(versionView) }))
		.get("/:name/versions/:id", (c) => {
			const found = find(c.req.param("name")).versions.find(({ id }) => id === c.req.param("id"));
			if (found === undefined) throw new Refusal(404, 10213, "Version not found");
			return answer(c, versionView(found));
		})
		.get("/:name/deployments", (c) =>
			answer(c, { deployments: find(c.req.param("name")).deployments.toReversed().map(deploymentView) }),
		)
		.post("/:name/deployments", async (c) => {
			const script = find(c.req.param("name"));
			const { versions, annotations } = deploymentBody.parse(await c.req.json());
			const version = script.versions.find(({ id }) => id === versions[0]?.version_id);
			if (version === undefined) throw new Refusal(404, 10213, "Version not found");
			return answer(c, deploymentView(await run(script, version, annotations?.["workers/message"] ?? "")));
		})
		.get("/:name/settings", (c) => answer(c, { bindings: bindingViews(running(find(c.req.param("name")))) }))
		.patch("/:name/script-settings", async (c) => {
			const script = find(c.req.param("name"));
			const given = z.looseObject({ observability: z.unknown().optional() }).parse(await c.req.json());
			script.observability = given.observability ?? script.observability;
			return answer(c, given);
		})
		.get("/:name/secrets", (c) => {
			const secrets = running(find(c.req.param("name"))).bindings.filter(({ type }) => type === "secret_text");
			return answer(
				c,
				secrets.map(({ name, type }) => ({ name, type })),
			);
		})
		.put("/:name/schedules", async (c) => {
			const script = find(c.req.param("name"));
			script.schedules = z
				.array(z.object({ cron: z.string() }))
				.parse(await c.req.json())
				.map(({ cron }) => cron);
			return answer(c, { schedules: script.schedules.map((cron) => ({ cron })) });
		})
		.post("/:name/subdomain", async (c) => {
			const script = find(c.req.param("name"));
			script.onWorkersDev = z.looseObject({ enabled: z.boolean() }).parse(await c.req.json()).enabled;
			return answer(c, { enabled: script.onWorkersDev, previews_enabled: false });
		});
}
