#error placeholder
