// The debug adapter, asked by the test client of the protocol's authors, on an evaluation of nixpkgs.
//
// NIXRAY_PYTHON runs NIXRAY_PROGRAM (nixray.py); NIXPKGS is a tree of nixpkgs 20.09, whose attribute `amoeba`
// cannot be evaluated. Each test says which capabilities it covers; the last one compares these with what the
// adapter declares, so that nothing is declared without being tried.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, test } from "node:test";
import { DebugClient } from "@vscode/debugadapter-testsupport";

const { NIXRAY_PYTHON, NIXRAY_PROGRAM, NIXPKGS } = process.env;
const META = `${NIXPKGS}/pkgs/stdenv/generic/check-meta.nix`;
const CUSTOMISATION = `${NIXPKGS}/lib/customisation.nix`;
const ERROR_LINE = 164;

const covered = new Set();
let declared = {};

/** A client of an adapter on a port of its own. */
async function connect() {
  const server = spawn(NIXRAY_PYTHON, [NIXRAY_PROGRAM, "dap", "--port", "0"]);
  server.stderr.pipe(process.stderr);
  const port = await new Promise((resolve, reject) => {
    server.stdout.once("data", (data) => resolve(Number(String(data).trim().split(":").pop())));
    server.once("exit", (code) => reject(new Error(`the adapter ended with ${code}`)));
  });
  const client = new DebugClient("", "", "nixray");
  client.defaultTimeout = 60_000;
  await client.start(port);
  after(() => server.kill());
  return client;
}

/** Launch an attribute; `configure` sets breakpoints. Gives the first stop. */
async function launched(configure = async () => {}, more = {}) {
  const client = await connect();
  const initialized = client.waitForEvent("initialized");
  const answer = await client.initializeRequest({
    adapterID: "nixray", linesStartAt1: true, columnsStartAt1: true, pathFormat: "path", supportsInvalidatedEvent: true,
  });
  declared = answer.body;
  await client.launchRequest({ program: NIXPKGS, attribute: "amoeba", ...more });
  await initialized;
  await configure(client);
  const stopped = client.waitForEvent("stopped");
  await client.configurationDoneRequest();
  return { client, stop: (await stopped).body };
}

/** Send a request that moves, and wait for where it stops. */
async function moved(client, send) {
  const stopped = client.waitForEvent("stopped");
  await send();
  return (await stopped).body;
}

/** The frames, and the innermost one that has a source. */
async function frames(client, more = {}) {
  const { body } = await client.stackTraceRequest({ threadId: 1, ...more });
  return { all: body.stackFrames, total: body.totalFrames, top: body.stackFrames.find((one) => one.source) };
}

/** The variables of a frame's first scope by name, and the scope's reference. */
async function locals(client, frame) {
  const { body } = await client.scopesRequest({ frameId: frame.id });
  const reference = body.scopes[0].variablesReference;
  const found = await client.variablesRequest({ variablesReference: reference });
  return { reference, named: Object.fromEntries(found.body.variables.map((one) => [one.name, one])) };
}

function covers(...capabilities) {
  capabilities.forEach((one) => covered.add(one));
}

test("an error, its stack, its variables, and what can be said of them", async () => {
  const { client, stop } = await launched();
  assert.equal(stop.reason, "exception");
  assert.match(stop.text, /unfree/);
  const info = await client.exceptionInfoRequest({ threadId: 1 });
  assert.equal(info.body.exceptionId, "throw");
  assert.equal(info.body.breakMode, "unhandled");
  covers("supportsExceptionInfoRequest", "supportsConfigurationDoneRequest");

  const two = await frames(client, { startFrame: 1, levels: 2 });
  assert.equal(two.all.length, 2);
  assert.ok(two.total > 5);
  covers("supportsDelayedStackTraceLoading");

  const { top } = await frames(client);
  assert.equal(top.source.path, META);
  assert.equal(top.line, ERROR_LINE);
  const { named } = await locals(client, top);
  assert.equal(named.reason.value, '"unfree"');

  const hover = await client.evaluateRequest({ expression: "reason", frameId: top.id, context: "hover" });
  assert.equal(hover.body.result, '"unfree"');
  covers("supportsEvaluateForHovers");
  const hex = await client.evaluateRequest({ expression: "4095", frameId: top.id, format: { hex: true } });
  assert.equal(hex.body.result, "0xfff");
  covers("supportsValueFormattingOptions");
  const copied = await client.evaluateRequest({ expression: "meta", frameId: top.id, context: "clipboard" });
  assert.ok(copied.body.result.includes("description = "));
  covers("supportsClipboardContext");
  const names = await client.completionsRequest({ text: "attrs.pn", column: 9, frameId: top.id });
  assert.deepEqual(names.body.targets.map((one) => one.label), ["attrs.pname"]);
  covers("supportsCompletionsRequest", "completionTriggerCharacters");

  const sources = await client.send("loadedSources");
  assert.ok(sources.body.sources.some((one) => one.path === META));
  covers("supportsLoadedSourcesRequest");
  const modules = await client.send("modules", { startModule: 0, moduleCount: 5 });
  assert.equal(modules.body.modules.length, 5);
  assert.ok(modules.body.totalModules > 50);
  covers("supportsModulesRequest");
  await client.stop();
});

test("a lazy variable is forced when its parts are asked for, and only then", async () => {
  const { client } = await launched();
  const { all } = await frames(client);
  const handled = all.find((one) => one.name === "value of handled");
  const scopes = (await client.scopesRequest({ frameId: handled.id })).body.scopes;
  const first = await client.variablesRequest({ variablesReference: scopes[0].variablesReference });
  const attrs = first.body.variables.find((one) => one.name === "attrs");
  const parts = await client.variablesRequest({ variablesReference: attrs.variablesReference });
  const src = parts.body.variables.find((one) => one.name === "src");
  assert.equal(src.presentationHint.lazy, true);
  assert.match(src.value, /pending/);
  const invalidated = client.waitForEvent("invalidated");
  const forced = await client.variablesRequest({ variablesReference: src.variablesReference });
  assert.match(forced.body.variables[0].value, /derivation/);
  assert.deepEqual((await invalidated).body.areas, ["variables"]);
  await client.stop();
});

test("breakpoints of every kind", async () => {
  const { client, stop } = await launched(async (client) => {
    await client.setBreakpointsRequest({
      source: { path: META },
      breakpoints: [{ line: ERROR_LINE, condition: 'reason == "unfree"' }, { line: 257, logMessage: "handled {attrs.pname}" }],
    });
    await client.setFunctionBreakpointsRequest({ breakpoints: [{ name: "extendDerivation", hitCondition: "3" }] });
    await client.setExceptionBreakpointsRequest({ filters: [], filterOptions: [{ filterId: "uncaught", condition: "abort" }] });
  });
  assert.equal(stop.reason, "function breakpoint");
  covers("supportsFunctionBreakpoints", "supportsHitConditionalBreakpoints");
  covers("exceptionBreakpointFilters", "supportsExceptionFilterOptions");
  const said = client.waitForEvent("output");
  await client.setFunctionBreakpointsRequest({ breakpoints: [] });
  const next = await moved(client, () => client.continueRequest({ threadId: 1 }));
  assert.equal(next.reason, "breakpoint");
  assert.equal((await said).body.output, "handled amoeba-data\n");
  const { top } = await frames(client);
  assert.equal(top.line, ERROR_LINE);
  covers("supportsConditionalBreakpoints", "supportsLogPoints");

  const places = await client.send("breakpointLocations", { source: { path: META }, line: 255, endLine: 258 });
  assert.ok(places.body.breakpoints.some((one) => one.line === 257));
  covers("supportsBreakpointLocationsRequest");

  await client.setExceptionBreakpointsRequest({
    filters: [],
    exceptionOptions: [{ path: [{ names: ["errors"] }, { names: ["throw"] }], breakMode: "unhandled" }],
  });
  const thrown = await moved(client, () => client.continueRequest({ threadId: 1 }));
  assert.equal(thrown.reason, "exception");
  covers("supportsExceptionOptions");
  await client.stop();
});

test("a thunk is waited for", async () => {
  const { client } = await launched(async (client) => {
    const info = await client.dataBreakpointInfoRequest({ name: "handled" });
    assert.ok(info.body.dataId);
    await client.setDataBreakpointsRequest({ breakpoints: [{ dataId: info.body.dataId, accessType: "read" }] });
    covers("supportsDataBreakpoints");
  });
  const { top } = await frames(client);
  assert.equal(top.name, "value of handled");
  await client.stop();
});

test("steps on and back, targets, frames and places to go to", async () => {
  const { client } = await launched(async (client) => {
    await client.setBreakpointsRequest({ source: { path: META }, breakpoints: [{ line: 257 }] });
  });
  const { top } = await frames(client);
  assert.equal(top.line, 257);
  const { body } = await client.stepInTargetsRequest({ frameId: top.id });
  const target = body.targets.find((one) => one.label === "function handleEvalIssue");
  assert.ok(target);
  const inside = await moved(client, () => client.stepInRequest({ threadId: 1, targetId: target.id }));
  assert.equal(inside.reason, "step");
  assert.equal((await frames(client)).top.name, "function handleEvalIssue");
  covers("supportsStepInTargetsRequest");

  await moved(client, () => client.stepInRequest({ threadId: 1, granularity: "instruction" }));
  await moved(client, () => client.nextRequest({ threadId: 1 }));
  covers("supportsSteppingGranularity");
  const far = (await frames(client)).total;
  await moved(client, () => client.stepBackRequest({ threadId: 1 }));
  assert.ok((await frames(client)).total <= far);
  await moved(client, () => client.nextRequest({ threadId: 1 }));
  const back = await moved(client, () => client.reverseContinueRequest({ threadId: 1 }));
  assert.ok(["breakpoint", "step"].includes(back.reason));
  assert.equal((await frames(client)).top.line, 257);
  covers("supportsStepBack");

  const places = await client.gotoTargetsRequest({ source: { path: CUSTOMISATION }, line: 164 });
  assert.ok(places.body.targets.length > 0);
  const gone = await moved(client, () => client.gotoRequest({ threadId: 1, targetId: places.body.targets[0].id }));
  assert.equal(gone.reason, "goto");
  const there = (await frames(client)).top;
  assert.equal(there.source.path, CUSTOMISATION);
  assert.equal(there.line, 164);
  covers("supportsGotoTargetsRequest");

  await moved(client, () => client.restartFrameRequest({ frameId: there.id }));
  assert.equal((await frames(client)).top.name, there.name);
  covers("supportsRestartFrame");
  await client.stop();
});

test("instructions are listed and can be stopped at", async () => {
  const { client } = await launched();
  const { top } = await frames(client);
  const pointer = top.instructionPointerReference;
  const { body } = await client.disassembleRequest({ memoryReference: pointer, instructionOffset: -3, instructionCount: 8 });
  assert.equal(body.instructions.length, 8);
  const here = body.instructions.find((one) => one.address === pointer);
  assert.equal(here.line, ERROR_LINE);
  covers("supportsDisassembleRequest");
  const set = await client.send("setInstructionBreakpoints", { breakpoints: [{ instructionReference: pointer }] });
  assert.equal(set.body.breakpoints[0].verified, true);
  const stop = await moved(client, () => client.reverseContinueRequest({ threadId: 1 }));
  assert.ok(stop.reason);
  assert.equal((await frames(client)).top.line, ERROR_LINE);
  covers("supportsInstructionBreakpoints");
  await client.stop();
});

test("what if a variable were another one", async () => {
  const { client } = await launched(async (client) => {
    await client.setBreakpointsRequest({ source: { path: META }, breakpoints: [{ line: 257 }] });
  });
  const { top } = await frames(client);
  const said = client.waitForEvent("output");
  const frameId = top.id;
  await client.send("setExpression", { expression: "validity", value: "{ valid = true; }", frameId });
  const output = (await said).body.output;
  assert.match(output, /what if validity were/);
  covers("supportsSetExpression");
  const { reference, named } = await locals(client, top);
  const [name, before] = Object.entries(named)[0];
  const set = await client.setVariableRequest({ variablesReference: reference, name, value: "null" });
  assert.equal(set.body.value, before.value);
  covers("supportsSetVariable");
  await client.stop();
});

test("cancel, restart and terminate", async () => {
  const { client } = await launched();
  const { top } = await frames(client);
  const endless = "builtins.genericClosure { startSet = [ { key = 0; } ]; operator = x: [ { key = x.key + 1; } ]; }";
  const evaluation = client.evaluateRequest({ expression: endless, frameId: top.id, context: "watch" });
  const refused = assert.rejects(evaluation, /cancelled/);
  // The client counts its messages itself: the evaluation's is the one before.
  await client.send("cancel", { requestId: client.sequence - 1 });
  await refused;
  covers("supportsCancelRequest");
  const again = await moved(client, () => client.restartRequest({}));
  assert.equal(again.reason, "exception");
  covers("supportsRestartRequest");
  const terminated = client.waitForEvent("terminated");
  await client.terminateRequest();
  await terminated;
  covers("supportsTerminateRequest");
  await client.stop();
});

test("everything that is declared has been tried", () => {
  const left = Object.keys(declared).filter((one) => !covered.has(one));
  assert.deepEqual(left, []);
});
