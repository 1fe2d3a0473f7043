/** A tensor backend for NVIDIA GPUs. */
module dev.intrain.cuda {
    requires dev.intrain.api;
    requires static org.jspecify;
    requires jcuda;

    provides dev.intrain.api.tensor.BackendProvider with
            dev.intrain.cuda.CudaBackendProvider;
}
