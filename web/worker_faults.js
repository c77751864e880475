// Failures of the browser's GPU interface on request (`?fault=…` in the page's address), for tests. Each goes through the same
// interface as the real failure.
const faults = {
  "no-adapter": () => { GPU.prototype.requestAdapter = async () => null; },
  deny: () => {
    GPUAdapter.prototype.requestDevice = async () => { throw new DOMException("denied on request", "OperationError"); };
  },
  shader: () => {
    const create = GPUDevice.prototype.createShaderModule;
    GPUDevice.prototype.createShaderModule = function (module) {
      return create.call(this, { ...module, code: "a fault on request" });
    };
  },
  oom: () => {
    const pop = GPUDevice.prototype.popErrorScope;
    const scopes = [];
    const push = GPUDevice.prototype.pushErrorScope;
    GPUDevice.prototype.pushErrorScope = function (filter) { scopes.push(filter); return push.call(this, filter); };
    GPUDevice.prototype.popErrorScope = async function () {
      const filter = scopes.pop();
      const error = await pop.call(this);
      return filter === "out-of-memory" ? new GPUOutOfMemoryError("a fault on request") : error;
    };
  },
  "lose-device": () => {
    const submit = GPUQueue.prototype.submit;
    const request = GPUAdapter.prototype.requestDevice;
    let device;
    let submits = 0;
    GPUAdapter.prototype.requestDevice = async function (...how) { return (device = await request.apply(this, how)); };
    GPUQueue.prototype.submit = function (...what) {
      const done = submit.apply(this, what);
      submits += 1;
      if (submits === 5) device.destroy();
      return done;
    };
  },
};
const fault = faults[new URLSearchParams(self.location.search).get("fault")];
if (fault && self.GPU) fault();
