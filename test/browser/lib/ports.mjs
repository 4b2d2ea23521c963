// Prints three free loopback ports. The addresses must be known before the desk starts, because the portal links to the public site.
import { createServer } from "node:net";

const open = () =>
  new Promise((done, failed) => {
    const server = createServer().on("error", failed);
    server.listen(0, "127.0.0.1", () => done(server));
  });

const servers = await Promise.all([open(), open(), open()]);
console.log(servers.map((s) => s.address().port).join(" "));
for (const s of servers) s.close();
