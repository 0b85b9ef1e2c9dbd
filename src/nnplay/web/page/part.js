export default {
  template: "<div></div>",
  props: { module: String, options: Object },
  async mounted() {
    const made = await import(this.module);
    this.part = made.default(this.$el, this.options, (what) => this.$emit("ask", what));
  },
  methods: {
    tell(value) { this.part?.tell?.(value); },
  },
  unmounted() {
    this.part?.end?.();
  },
};
