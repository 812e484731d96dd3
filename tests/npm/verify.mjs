// Receives what the http handler posts and says of each request what its users' libraries find:
//
//   node verify.mjs COUNT SECRET...
//
// prints the port, then one JSON line for each of COUNT requests. The path names the format.
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { HTTP } from "cloudevents";
import { Webhook } from "standardwebhooks";

const [count, ...secrets] = process.argv.slice(2);
let left = Number(count);
setTimeout(() => process.exit(1), 60_000).unref();

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

function verifies(secret, body, headers) {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

// The bytes of `data`, which is the last member.
function dataOf(format, body) {
  if (format !== "structured") return body;
  const name = ',"data":';
  return body.subarray(body.indexOf(name) + name.length, body.length - 1);
}

function cloudEvent(format, headers, body) {
  const event = HTTP.toEvent({ headers, body: body.toString() });
  if (!event.validate()) throw new Error("not valid");
  const { id, source, type, time, subject, partitionkey, tenant, datacontenttype } = event;
  const same = JSON.stringify(event.data) === JSON.stringify(JSON.parse(dataOf(format, body)));
  return { id, source, type, time, subject, partitionkey, tenant, datacontenttype, same };
}

function found(format, headers, body) {
  return {
    format,
    verified: secrets.map((secret) => verifies(secret, body.toString(), headers)),
    tampered: verifies(secrets[0], `${body} `, headers),
    webhook_id: headers["webhook-id"],
    content_type: headers["content-type"],
    orderhook_type: headers["x-orderhook-type"],
    data: sha256(dataOf(format, body)),
    event: format === "original" ? null : cloudEvent(format, headers, body),
  };
}

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const format = request.url.slice(1);
  let line;
  try {
    line = found(format, request.headers, Buffer.concat(chunks));
  } catch (error) {
    line = { format, error: String(error) };
  }
  response.end("{}");
  console.log(JSON.stringify(line));
  left -= 1;
  if (left === 0) response.on("close", () => process.exit(0));
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
