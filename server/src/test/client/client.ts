// Uses a hub as a program does that was written against nothing but its OpenAPI document. Arguments: address, admin's token.
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

const [address, token] = process.argv.slice(2);
const everybody = createClient<paths>({ baseUrl: address });
const admin = createClient<paths>({ baseUrl: address, headers: { Authorization: `Bearer ${token}` } });
const wiki = { owner: "samples", name: "wiki" };
const path = { params: { path: wiki } };

// What is there already, as the test has made it.
const runs = await everybody.GET("/api/v1/repos/{owner}/{name}/runs", path);
const newest: components["schemas"]["Run"] = runs.data![0];
assert.equal(newest.verdict, "passed");
assert.equal(newest.level, 4);
const releases = await everybody.GET("/api/v1/repos/{owner}/{name}/releases", { params: { path: wiki, query: { limit: 1 } } });
assert.equal(releases.data![0].version, "2.3.0");
const catalog = await everybody.GET("/api/v1/catalog", { params: { query: { q: "team" } } });
assert.deepEqual(catalog.data!.entries.map((entry) => entry.name), ["wiki"]);

// A pull request, from opening to closing.
const opened = await admin.POST("/api/v1/repos/{owner}/{name}/pulls", { ...path, body: { title: "Better words", head: "better" } });
assert.equal(opened.response.status, 201);
const number = opened.data!.number;
const pull = { params: { path: { ...wiki, number } } };
const said = await admin.POST("/api/v1/repos/{owner}/{name}/pulls/{number}/comments", { ...pull, body: { body: "Why *better*?" } });
assert.equal(said.data!.author, "admin");
const closed = await admin.POST("/api/v1/repos/{owner}/{name}/pulls/{number}/close", pull);
assert.equal(closed.data!.state, "closed");
const listed = await everybody.GET("/api/v1/repos/{owner}/{name}/pulls", { params: { path: wiki, query: { state: "closed" } } });
assert.deepEqual(listed.data!.map((one) => one.title), ["Better words"]);

// Something private, and who sees it.
const vault = await admin.POST("/api/v1/repos", { body: { owner: "acme", name: "vault", visibility: "private" } });
assert.equal(vault.data!.visibility, "private");
const unseen = await everybody.GET("/api/v1/repos/{owner}/{name}", { params: { path: { owner: "acme", name: "vault" } } });
const problem: components["schemas"]["Problem"] = unseen.error!;
assert.equal(problem.status, unseen.response.status);
assert.match(problem.detail, /no repository acme\/vault here/);

// A refusal says what to do, in the shape that the document promises.
const refused = await everybody.POST("/api/v1/repos", { body: { owner: "acme", name: "other" } });
assert.equal(refused.response.status, 401);
assert.match(refused.error!.detail, /token/);

// @ts-expect-error what the document does not know does not compile
await everybody.GET("/api/v1/repos/{owner}/{name}/secrets", path);
// @ts-expect-error neither does a field that it does not have
assert.equal(newest.colour, undefined);

console.log("all as documented");
