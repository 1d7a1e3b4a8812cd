// The client of node: the module `ws`, or node's own WebSocket. An order a line on stdin, what it took on stdout.
"use strict";

const readline = require("node:readline");
const fs = require("node:fs");

function webSocket() {
  try {
    return require("ws");
  } catch {
    return globalThis.WebSocket;
  }
}

const WebSocket = webSocket();
const isModule = WebSocket !== globalThis.WebSocket;

function connect(order) {
  const options = isModule ? { perMessageDeflate: false, ca: order.tls ? fs.readFileSync(order.ca) : undefined } : [];
  const ws = new WebSocket(order.url, options);
  ws.binaryType = "arraybuffer";
  return new Promise((resolve, reject) => {
    ws.onopen = () => resolve(ws);
    ws.onerror = (event) => reject(event.error ?? new Error("connect failed"));
  });
}

function close(ws) {
  return new Promise((resolve) => {
    ws.onclose = resolve;
    ws.close(1000);
  });
}

const size = (data) => (typeof data === "string" ? data.length : data.byteLength);

async function run(ws, order, count) {
  if (order.kind === "connect") {
    for (let i = 0; i < count; i++) await close(await connect(order));
    return;
  }
  const message = order.size < 126 ? "x".repeat(order.size) : Buffer.alloc(order.size, "x");
  if (order.kind === "echo") {
    await new Promise((resolve) => {
      let left = count;
      ws.onmessage = ({ data }) => {
        left -= 1;
        if (left >= order.window) ws.send(data);
        else if (left === 0) resolve();
      };
      for (let i = 0; i < order.window; i++) ws.send(message);
    });
  } else if (order.kind === "receive") {
    await new Promise((resolve) => {
      let left = count * order.size;
      ws.onmessage = ({ data }) => {
        left -= size(data);
        if (left === 0) resolve();
      };
      ws.send(`${count} ${order.size} ${order.window}`);
    });
  } else {
    for (let sent = 0; sent < count; sent += order.window) {
      await new Promise((resolve) => {
        ws.onmessage = resolve;
        for (let i = 0; i < order.window; i++) ws.send(message);
      });
    }
  }
}

async function measure(order) {
  const ws = order.kind === "connect" ? null : await connect(order);
  if (order.kind === "send") ws.send(String(order.window));
  await run(ws, order, order.warmup);
  const wall = process.hrtime.bigint();
  const before = process.cpuUsage();
  await run(ws, order, order.count);
  const { user, system } = process.cpuUsage(before);
  const took = { cpu: (user + system) / 1e6, wall: Number(process.hrtime.bigint() - wall) / 1e9 };
  if (ws !== null) await close(ws);
  return took;
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await measure(JSON.parse(line))));
  }
}

if (WebSocket === undefined) process.exit(1);
if (!process.argv.includes("--check")) main();
