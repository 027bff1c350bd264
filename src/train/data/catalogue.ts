/** Nothing goes in; what comes out is the data sets that have a name of their own, and where their files come from. */

export interface DatasetShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: number;
}

export interface RemoteFile {
  readonly name: string;
  readonly url: string;
  /** As its authors publish it, in hexadecimal. */
  readonly md5: string;
  readonly sha256?: string;
  /** Where known; else `megabytes` of the set is all that can be said before the download. */
  readonly bytes?: number;
  /** For a .tar.gz: the files in it that are kept, without their folder. */
  readonly unpacks?: readonly string[];
}

export interface KnownDataset {
  readonly name: string;
  readonly doc: string;
  readonly source: string;
  readonly shape: DatasetShape;
  readonly counts: { readonly train: number; readonly test: number };
  readonly classNames: readonly string[];
  /** Its files are in a folder of this name in a data folder, or in one of these. */
  readonly folders: readonly string[];
  /** Files that are there once it is whole; a `.gz` may be there unpacked. Nothing if the package has it. */
  readonly files: readonly string[];
  readonly remote: readonly RemoteFile[];
  /** What is to be downloaded, for the reader. */
  readonly megabytes: number;
  /** The package of a Linux distribution that installs it. */
  readonly package?: { readonly system: string; readonly install: string };
}

const FASHION_URL = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com";
const CIFAR_URL = "https://www.cs.toronto.edu/~kriz";

const FASHION_FILES: readonly RemoteFile[] = [
  {
    name: "train-images-idx3-ubyte.gz",
    md5: "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
    bytes: 26_421_880,
  },
  {
    name: "train-labels-idx1-ubyte.gz",
    md5: "25c81989df183df01b3e8a0aad5dffbe",
    sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
    bytes: 29_515,
  },
  {
    name: "t10k-images-idx3-ubyte.gz",
    md5: "bef4ecab320f06d8554ea6380940ec79",
    sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
    bytes: 4_422_102,
  },
  {
    name: "t10k-labels-idx1-ubyte.gz",
    md5: "bb300cfdad3c16e7a12a480ee83cd310",
    sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
    bytes: 5_148,
  },
].map((file) => ({ ...file, url: `${FASHION_URL}/${file.name}` }));

const CIFAR_10_FILES = [
  "data_batch_1.bin",
  "data_batch_2.bin",
  "data_batch_3.bin",
  "data_batch_4.bin",
  "data_batch_5.bin",
  "test_batch.bin",
];
const CIFAR_100_FILES = ["train.bin", "test.bin"];

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const CIFAR_100_CLASSES = words(`
  apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle
  caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish
  forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle
  mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine
  possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel streetcar
  sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle wardrobe whale
  willow_tree wolf woman worm
`);

export const DIGITS = "digits";

export const KNOWN_DATASETS: readonly KnownDataset[] = [
  {
    name: DIGITS,
    doc: "handwritten digits; comes with lossc",
    source: "Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI, 1998, CC BY 4.0",
    shape: { height: 8, width: 8, channels: 1, classes: 10 },
    counts: { train: 1438, test: 359 },
    classNames: words("0 1 2 3 4 5 6 7 8 9"),
    folders: [],
    files: [],
    remote: [],
    megabytes: 0,
  },
  {
    name: "fashion-mnist",
    doc: "grey pictures of clothes",
    source: "Xiao, Rasul and Vollgraf, Fashion-MNIST, arXiv 1708.07747, 2017, MIT licence",
    shape: { height: 28, width: 28, channels: 1, classes: 10 },
    counts: { train: 60_000, test: 10_000 },
    classNames: [
      "T-shirt/top",
      "Trouser",
      "Pullover",
      "Dress",
      "Coat",
      "Sandal",
      "Shirt",
      "Sneaker",
      "Bag",
      "Ankle boot",
    ],
    folders: [],
    files: FASHION_FILES.map(({ name }) => name),
    remote: FASHION_FILES,
    megabytes: 31,
    package: { system: "Debian and Ubuntu", install: "apt install dataset-fashion-mnist" },
  },
  {
    name: "cifar-10",
    doc: "small colour photographs",
    source: "Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009",
    shape: { height: 32, width: 32, channels: 3, classes: 10 },
    counts: { train: 50_000, test: 10_000 },
    classNames: words("airplane automobile bird cat deer dog frog horse ship truck"),
    folders: ["cifar-10-batches-bin"],
    files: CIFAR_10_FILES,
    remote: [
      {
        name: "cifar-10-binary.tar.gz",
        url: `${CIFAR_URL}/cifar-10-binary.tar.gz`,
        md5: "c32a1d4ab5d03f1284b67883e8d87530",
        unpacks: [...CIFAR_10_FILES, "batches.meta.txt"],
      },
    ],
    megabytes: 170,
  },
  {
    name: "cifar-100",
    doc: "small colour photographs, fine labels",
    source: "Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009",
    shape: { height: 32, width: 32, channels: 3, classes: 100 },
    counts: { train: 50_000, test: 10_000 },
    classNames: CIFAR_100_CLASSES,
    folders: ["cifar-100-binary"],
    files: CIFAR_100_FILES,
    remote: [
      {
        name: "cifar-100-binary.tar.gz",
        url: `${CIFAR_URL}/cifar-100-binary.tar.gz`,
        md5: "03b5dce01913d631647c71ecec9e9cb8",
        unpacks: [...CIFAR_100_FILES, "fine_label_names.txt", "coarse_label_names.txt"],
      },
    ],
    megabytes: 169,
  },
];

export function knownDataset(name: string): KnownDataset | undefined {
  return KNOWN_DATASETS.find((known) => known.name === name);
}
