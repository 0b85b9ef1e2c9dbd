"""The engine of the page as a Web Worker of a real browser."""

import pytest
from browsers import CHROMIUM, playwright_chromium
from static_server import serve

PLAY = """
async () => {
  const {decodeFrame} = await import("/engine/frames.js");
  const worker = new Worker("/engine/worker.js", {type: "module"});
  const replies = [], frames = [];
  const arrived = new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(event.message);
    worker.onmessage = ({data}) => {
      if (!(data instanceof ArrayBuffer)) return replies.push(data);
      frames.push(decodeFrame(data));
      if (frames.length === 5) return resolve();
      worker.postMessage({id: 10, command: "frame", show: {after: frames.at(-1).header.revision, weights: true}});
    };
  });
  worker.postMessage({id: 1, command: "configure", configuration: {
    recipe: {data: "spiral", epochs: 1000000, batch_size: 10}, architecture: {layers: [{width: 8, activation: "tanh"}]},
  }});
  worker.postMessage({id: 2, command: "frame", show: {weights: true}});
  worker.postMessage({id: 3, command: "play"});
  await arrived;
  worker.postMessage({id: 4, command: "pause"});
  const started = performance.now();
  await new Promise((resolve) => {
    worker.onmessage = ({data}) => data.id === 4 && resolve();
  });
  const waited = performance.now() - started;
  worker.terminate();
  return {replies, epochs: frames.map((frame) => frame.header.epoch), count: frames[0].arrays.theta.length, waited};
}
"""


@pytest.fixture
def address():
    with serve() as address:
        yield address


@pytest.mark.slow
def test_a_worker_trains_and_sends_the_frames_that_are_asked_for(address):
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with playwright_chromium() as browser:
        page = browser.new_page()
        page.goto(f"{address}/mark.svg")
        result = page.evaluate(PLAY)
    assert [reply["id"] for reply in result["replies"]] == [1, 3]
    assert result["epochs"] == sorted(result["epochs"])
    assert result["epochs"][-1] > 0
    assert result["count"] == 2 * 8 + 8 + 8 + 1
    assert result["waited"] < 500  # milliseconds until a command is carried out, at full speed on a busy machine
