/** The protocols that have a name, as the text of the files that they could be. */

const DEFAULT = `{
  // Three phases for small images and a few cores: each trains longer, on more examples and with more seeds.
  // What is not said here (data set, label noise, validation part, model, batch size, learning rate, augmentation,
  // metric, epoch) is as the runs had it on their last rung; without runs it is as lossc train has it.
  "name": "default",
  "doc": "30 losses, then 12, then 5, of which 3 survive: for small images and a few cores",
  "entrants": 30,          // the best of the runs
  "phases": [
    // trainSize: all examples where a data set has fewer. seeds: trainings of each loss.
    { "name": "short", "keep": 12, "seeds": 1, "trainSize": 5000, "epochs": 5 },
    { "name": "middle", "keep": 5, "seeds": 2, "trainSize": 10000, "epochs": 8 },
    { "name": "long", "keep": 3, "seeds": 5, "trainSize": 20000, "epochs": 12 }
  ]
}
`;

const NLFS = `{
  // The elimination protocol of Morgan & Hougen 2024 (arXiv 2403.08793): progressive regularization in four phases.
  // Its thresholds are for CIFAR-10, and its network for GPUs. An epoch is 100 steps.
  "name": "nlfs",
  "doc": "the paper's four phases on EfficientNetV2-S: 150 losses, then 25, 12, 6 and 4",
  "entrants": 150,
  "metric": "accuracy",
  "epoch": "best",
  "training": {
    "validation": 0.1,
    "model": "efficientnetv2-s",
    "batchSize": 64,
    "stepsPerEpoch": 100,
    "learningRate": 0.001,
    "stopBelow": [{ "epoch": 41, "accuracy": 0.45 }]
  },
  "phases": [
    {
      "name": "1", "keep": 25, "epochs": 160,
      "stages": [{ "imageSize": 128, "dropout": 0.1, "augment": "randaugment:5" }]
    },
    {
      "name": "2", "keep": 12, "epochs": 320,
      // Equal parts of the epochs, one after the other on the same weights.
      "stages": [
        { "imageSize": 128, "dropout": 0.1, "augment": "randaugment:5" },
        { "imageSize": 160, "dropout": 0.2, "augment": "randaugment:8" }
      ]
    },
    {
      "name": "3", "keep": 6, "epochs": 480,
      "stages": [
        { "imageSize": 128, "dropout": 0.1, "augment": "randaugment:5" },
        { "imageSize": 160, "dropout": 0.2, "augment": "randaugment:8" },
        { "imageSize": 192, "dropout": 0.3, "augment": "randaugment:12" }
      ]
    },
    {
      "name": "4", "keep": 4, "epochs": 640,
      "stages": [
        { "imageSize": 128, "dropout": 0.1, "augment": "randaugment:5" },
        { "imageSize": 160, "dropout": 0.2, "augment": "randaugment:8" },
        { "imageSize": 192, "dropout": 0.3, "augment": "randaugment:12" },
        { "imageSize": 224, "dropout": 0.4, "augment": "randaugment:15" }
      ]
    }
  ]
}
`;

export const PROTOCOLS: Readonly<Record<string, string>> = { default: DEFAULT, nlfs: NLFS };
